// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detect.Via;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.http.HttpHeader;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;

/** SE-PROXY-CONNECT: how SoftEther asks an HTTP proxy for a connection (wire facts §9). */
final class ProxyTechnique implements TechniqueGroup {
    private final Technique connect;
    private final String version;
    private final List<String> required;
    private final String agent;
    private final Subjects subjects;

    ProxyTechnique(Catalogue catalogue, Subjects subjects) {
        connect = catalogue.technique("SE-PROXY-CONNECT");
        version = catalogue.text("proxy.version");
        required = catalogue.words("proxy.headers");
        agent = catalogue.text("agent.default");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(HttpRequest.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        HttpRequest request = (HttpRequest) event;
        if (!request.method().equals("CONNECT") || !request.version().equals(version)) {
            return;
        }
        Endpoint target = target(request.target());
        if (target == null || !isSorted(request.headers())) {
            return;
        }
        TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach(h -> headers.put(h.name(), h.value()));
        if (!headers.keySet().containsAll(required)
                || !"0".equals(headers.get("Content-Length"))
                || !headers.get("Host").equalsIgnoreCase(host(request.target()))) {
            return;
        }
        Flow flow = request.origin().flow();
        Subject proxy = subjects.of(flow);
        Subject subject =
                new Subject(
                        proxy.client(),
                        subjects.proxied(proxy.client().address(), target),
                        proxy.roles(),
                        proxy.via() != null
                                ? proxy.via()
                                : new Via(
                                        Carrier.HTTP_PROXY.label(),
                                        flow.server().address(),
                                        flow.server().port()));
        new Report(connect, request.origin(), subject)
                .tunnel(Method.HTTP_PROXY)
                .matched("CONNECT " + request.target() + " " + request.version())
                .to(
                        out,
                        "CONNECT "
                                + request.target()
                                + " "
                                + version
                                + " with sorted header"
                                + (agent.equals(headers.get("User-Agent"))
                                        ? " and the default User-Agent"
                                        : ""));
    }

    private static boolean isSorted(List<HttpHeader> headers) {
        for (int i = 1; i < headers.size(); i++) {
            if (headers.get(i - 1).name().compareToIgnoreCase(headers.get(i).name()) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Endpoint target(String text) {
        int colon = text.lastIndexOf(':');
        String host = host(text);
        if (colon < 1 || host.isEmpty()) {
            return null;
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            IpAddress literal = IpAddress.parse(host);
            return port < 1 || port > 65_535
                    ? null
                    : new Endpoint(literal, port, literal == null ? host : null);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String host(String target) {
        int colon = target.lastIndexOf(':');
        String host = colon < 0 ? target : target.substring(0, colon);
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }
}
