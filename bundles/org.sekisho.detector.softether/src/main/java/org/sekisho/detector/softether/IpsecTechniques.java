// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.ike.IkeAnswer;
import org.sekisho.event.l2tp.L2tpAnswer;
import org.sekisho.packet.Octets;

/**
 * SE-IKE-VENDOR and SE-L2TP-NAME: how a SoftEther server answers clients of IPsec and of L2TP in
 * clear (wire facts §1). The client is somebody else's, so nothing of it counts. Inside IPsec L2TP,
 * L2TPv3 and EtherIP look alike.
 *
 * <p>Both ends took part in all that is seen here: an answer repeats a number of its request.
 */
final class IpsecTechniques implements TechniqueGroup {
    private final Technique vendor;
    private final Technique name;
    private final List<Octets> vendorIds;
    private final String vendorName;
    private final List<Integer> attributes;
    private final int window;
    private final Subjects subjects;

    IpsecTechniques(Catalogue catalogue, Subjects subjects) {
        vendor = catalogue.technique("SE-IKE-VENDOR");
        name = catalogue.technique("SE-L2TP-NAME");
        vendorIds =
                catalogue.values(
                        "ike.vendor.ids", IpsecTechniques::bytes, "must be hexadecimal bytes");
        vendorName = catalogue.text("l2tp.vendor.name");
        attributes = catalogue.numbers("l2tp.attributes");
        window = catalogue.number("l2tp.window", 0, 65_535);
        this.subjects = subjects;
    }

    private static Octets bytes(String word) {
        try {
            return Octets.of(HexFormat.of().parseHex(word));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(IkeAnswer.class, L2tpAnswer.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof IkeAnswer answer && answer.vendorIds().equals(vendorIds)) {
            report(vendor, answer)
                    .matched(joined(answer.vendorIds()))
                    .to(
                            out,
                            "IKE answered with the "
                                    + vendorIds.size()
                                    + " vendor ids of a SoftEther server; L2TP, L2TPv3 or EtherIP"
                                    + " inside");
        } else if (event instanceof L2tpAnswer answer
                && vendorName.equals(answer.vendorName())
                && attributes.equals(answer.attributes())
                && answer.window() == window) {
            report(name, answer)
                    .matched(answer.vendorName())
                    .to(
                            out,
                            "L2TP in clear, accepted by "
                                    + answer.hostName()
                                    + " in the form of a SoftEther server, vendor "
                                    + answer.vendorName());
        }
    }

    private static Octets joined(List<Octets> parts) {
        List<Byte> bytes = new ArrayList<>();
        for (Octets part : parts) {
            for (byte b : part.toBytes()) {
                bytes.add(b);
            }
        }
        byte[] all = new byte[bytes.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes.get(i);
        }
        return Octets.of(all);
    }

    private Report report(Technique technique, Event event) {
        return new Report(technique, event.origin(), subjects.of(event.origin().flow()))
                .tunnel(Method.L2TP_CLONE)
                .twoWay(true);
    }
}
