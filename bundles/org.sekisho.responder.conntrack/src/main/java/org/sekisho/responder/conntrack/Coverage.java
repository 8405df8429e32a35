// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.Transport;
import org.sekisho.responder.conntrack.Connection.Tuple;

/**
 * Which connections blocks cover. Blocks are grouped by the lengths of their prefixes, so a
 * connection costs a few look-ups, however many blocks there are.
 */
final class Coverage {
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** Stands for the end that a block does not name. */
    private static final IpPrefix ANYBODY = new IpPrefix(IpAddress.v4(0), 0);

    private final Map<Shape, Set<Key>> blocks = new HashMap<>();

    /**
     * What blocks of a group have in common.
     *
     * @param one length of one end's prefix; -1 if only the other end is named
     * @param other length of the other end's prefix
     * @param ports whether they name transport and ports
     */
    private record Shape(boolean v6, int one, int other, boolean ports) {}

    private record Key(int protocol, IpPrefix one, int onePort, IpPrefix other, int otherPort) {}

    Coverage(Collection<Block> covering) {
        covering.forEach(this::add);
    }

    private void add(Block block) {
        switch (block.scope()) {
            case FLOW ->
                    add(
                            block.client(),
                            block.clientPort(),
                            block.server(),
                            block.serverPort(),
                            block.transport() == Transport.TCP ? TCP : UDP);
            case PAIR -> add(block.client(), 0, block.server(), 0, 0);
            case CLIENT -> add(null, 0, block.client(), 0, 0);
            case SERVER -> add(null, 0, block.server(), 0, 0);
            // the table of connections knows no MAC addresses
            case MAC -> {}
        }
    }

    private void add(IpPrefix one, int onePort, IpPrefix other, int otherPort, int protocol) {
        Shape shape =
                new Shape(
                        other.address().v6(),
                        one == null ? -1 : one.length(),
                        other.length(),
                        protocol != 0);
        blocks.computeIfAbsent(shape, any -> new HashSet<>())
                .add(new Key(protocol, one == null ? ANYBODY : one, onePort, other, otherPort));
    }

    /**
     * Whether a block covers this connection: by the ends as they are before, between or after
     * translation of addresses.
     */
    boolean covers(Connection connection) {
        Tuple original = connection.original();
        Tuple reply = connection.reply();
        int protocol = original.protocol();
        return covers(
                        protocol,
                        original.source(),
                        original.sourcePort(),
                        original.destination(),
                        original.destinationPort())
                || covers(
                        protocol,
                        reply.source(),
                        reply.sourcePort(),
                        reply.destination(),
                        reply.destinationPort())
                || covers(
                        protocol,
                        original.source(),
                        original.sourcePort(),
                        reply.source(),
                        reply.sourcePort())
                || covers(
                        protocol,
                        original.destination(),
                        original.destinationPort(),
                        reply.destination(),
                        reply.destinationPort());
    }

    private boolean covers(
            int protocol, IpAddress one, int onePort, IpAddress other, int otherPort) {
        return coversInOrder(protocol, one, onePort, other, otherPort)
                || coversInOrder(protocol, other, otherPort, one, onePort);
    }

    private boolean coversInOrder(
            int protocol, IpAddress one, int onePort, IpAddress other, int otherPort) {
        for (Map.Entry<Shape, Set<Key>> group : blocks.entrySet()) {
            Shape shape = group.getKey();
            if (shape.v6() != one.v6()) {
                continue;
            }
            Key key =
                    new Key(
                            shape.ports() ? protocol : 0,
                            shape.one() < 0 ? ANYBODY : new IpPrefix(one, shape.one()),
                            shape.ports() ? onePort : 0,
                            new IpPrefix(other, shape.other()),
                            shape.ports() ? otherPort : 0);
            if (group.getValue().contains(key)) {
                return true;
            }
        }
        return false;
    }
}
