// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.responder.conntrack.Connection.Tuple;

/** The kernel's table of connections through the program conntrack(8). */
final class ProgramConnections implements Connections {
    private static final Map<String, Integer> PORTED = Map.of("tcp", 6, "udp", 17);
    private static final Path ARP = Path.of("/proc/thread-self/net/arp");

    private final SystemProgram program;

    ProgramConnections(SystemProgram program) {
        this.program = program;
    }

    /** What names a connection to the program. */
    private record Handle(String family, String protocol, String zone) {}

    @Override
    public String name() {
        return "conntrack";
    }

    @Override
    public void read(boolean v6, Collection<IpAddress> ends, Consumer<Connection> each)
            throws IOException {
        String family = v6 ? "ipv6" : "ipv4";
        SystemProgram.Result result = program.run("", "-L", "-f", family, "-o", "extended");
        if (result.status() != 0) {
            throw failure(result);
        }
        result.output()
                .lines()
                .forEach(
                        line -> {
                            Connection connection = connection(line.split(" +"));
                            if (connection != null) {
                                each.accept(connection);
                            }
                        });
    }

    /**
     * A line such as {@code ipv4 2 tcp 6 431999 ESTABLISHED src=… dst=… sport=… dport=… src=…}: the
     * ends come twice, first those of the first packet.
     */
    private static Connection connection(String[] words) {
        if (words.length < 4) {
            return null;
        }
        List<String> sources = values(words, "src=");
        List<String> destinations = values(words, "dst=");
        List<String> sourcePorts = values(words, "sport=");
        List<String> destinationPorts = values(words, "dport=");
        List<String> zones = values(words, "zone=");
        if (sources.size() < 2 || destinations.size() < 2) {
            return null;
        }
        int protocol = number(words[3]);
        Tuple[] tuples = new Tuple[2];
        for (int i = 0; i < tuples.length; i++) {
            IpAddress source = IpAddress.parse(sources.get(i));
            IpAddress destination = IpAddress.parse(destinations.get(i));
            if (source == null || destination == null) {
                return null;
            }
            tuples[i] =
                    new Tuple(
                            protocol,
                            source,
                            sourcePorts.size() < 2 ? 0 : number(sourcePorts.get(i)),
                            destination,
                            destinationPorts.size() < 2 ? 0 : number(destinationPorts.get(i)));
        }
        boolean offloaded = String.join(" ", words).contains("OFFLOAD]");
        return new Connection(
                tuples[0],
                tuples[1],
                offloaded,
                new Handle(words[0], words[2], zones.isEmpty() ? null : zones.get(0)));
    }

    private static List<String> values(String[] words, String key) {
        List<String> values = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith(key)) {
                values.add(word.substring(key.length()));
            }
        }
        return values;
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
    }

    @Override
    public int delete(Collection<Connection> connections) throws IOException {
        int deleted = 0;
        for (Connection connection : connections) {
            Handle handle = (Handle) connection.handle();
            Tuple tuple = connection.original();
            List<String> arguments =
                    new ArrayList<>(List.of("-D", "-f", handle.family(), "-p", handle.protocol()));
            arguments.addAll(List.of("-s", tuple.source().toString()));
            arguments.addAll(List.of("-d", tuple.destination().toString()));
            if (PORTED.containsKey(handle.protocol())) {
                arguments.addAll(List.of("--sport", String.valueOf(tuple.sourcePort())));
                arguments.addAll(List.of("--dport", String.valueOf(tuple.destinationPort())));
            }
            if (handle.zone() != null) {
                arguments.addAll(List.of("-w", handle.zone()));
            }
            SystemProgram.Result result = program.run("", arguments.toArray(String[]::new));
            if (result.status() == 0) {
                deleted++;
            } else if (!result.error().contains("0 flow entries have been deleted")) {
                throw failure(result);
            }
        }
        return deleted;
    }

    private static IOException failure(SystemProgram.Result result) {
        String said = result.error().lines().findFirst().orElse("without a word");
        return new IOException(
                "conntrack ended with status "
                        + result.status()
                        + ": "
                        + said
                        + (said.contains("not permitted")
                                ? "; run with the ambient capability CAP_NET_ADMIN (systemd:"
                                        + " AmbientCapabilities=CAP_NET_ADMIN; or setpriv --inh-caps"
                                        + " +net_admin --ambient-caps +net_admin), or as root"
                                : "; try 'conntrack -L' by hand"));
    }

    /** IPv4 only: what this way can see without a further program. */
    @Override
    public Set<IpAddress> addresses(MacAddress mac) throws IOException {
        Set<IpAddress> addresses = new HashSet<>();
        for (String line : Files.readAllLines(ARP)) {
            String[] words = line.split(" +");
            IpAddress address = IpAddress.parse(words[0]);
            if (address != null
                    && words.length > 3
                    && words[3].toLowerCase(Locale.ROOT).equals(mac.toString())) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    @Override
    public void close() {
        // nothing stays open
    }
}
