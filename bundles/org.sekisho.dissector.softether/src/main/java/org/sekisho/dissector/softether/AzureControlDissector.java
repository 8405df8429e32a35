// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.softether.AzureControl;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;

/**
 * Reads the start of a server's control connection to the VPN Azure relay (wire facts §7): {@code
 * ACTL} from the server, then from the relay {@code u32 length}, a Pack, and the Pack's SHA-1.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class AzureControlDissector implements StreamDissector {
    private static final byte[] START = {'A', 'C', 'T', 'L'};
    private static final int DIGEST = 20;
    private static final int LONGEST_PACK = 16_384;
    private static final int HEAD = 64;

    // State: whether the start was told.
    private static final int TOLD = 0;

    private final MessageDigest sha1;

    /** Made by the engine, one for each worker. */
    public AzureControlDissector() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "this Java runtime has no SHA-1; use a complete one", e);
        }
    }

    @Override
    public String protocol() {
        return "softether-azure";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 1;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        if (direction != Direction.TO_SERVER || scope.midStream()) {
            return Probe.NO;
        }
        for (int i = 0; i < Math.min(START.length, head.length()); i++) {
            if (head.u8(i) != START[i]) {
                return Probe.NO;
            }
        }
        return head.length() < START.length ? Probe.MORE : Probe.YES;
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        if (direction == Direction.TO_SERVER) {
            return start(scope, bytes);
        }
        if (bytes.length() < 4) {
            scope.need(direction, 4);
            return 0;
        }
        long size = bytes.u32(0);
        if (size > LONGEST_PACK) {
            scope.done();
            return bytes.length();
        }
        int whole = 4 + (int) size + DIGEST;
        if (bytes.length() < whole) {
            scope.need(direction, whole);
            return 0;
        }
        if (Pack.read(bytes, 4, (int) size) != null && digested(bytes, (int) size)) {
            tell(scope, true, bytes);
        }
        scope.done();
        return bytes.length();
    }

    private int start(StreamScope scope, Payload bytes) {
        if (scope.state().u8(TOLD) == 0) {
            if (bytes.length() < START.length) {
                scope.need(Direction.TO_SERVER, START.length);
                return 0;
            }
            scope.state().u8(TOLD, 1);
            tell(scope, false, bytes);
        }
        return bytes.length();
    }

    private boolean digested(Payload bytes, int size) {
        int at = bytes.arrayOffset() + 4;
        sha1.update(bytes.array(), at, size);
        int digest = at + size;
        return Arrays.equals(sha1.digest(), 0, DIGEST, bytes.array(), digest, digest + DIGEST);
    }

    private static void tell(StreamScope scope, boolean answered, Payload bytes) {
        Octets head = bytes.octets(0, Math.min(HEAD, bytes.length()));
        scope.emit(new AzureControl(scope.origin(), answered, head));
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        scope.done();
    }

    @Override
    public void end(StreamScope scope) {}
}
