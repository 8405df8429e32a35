// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.firewall;

/** Rules of the shape that other programs write when they start. */
public final class ForeignRules {
    /** A container engine with one published port, as {@code iptables-restore} reads it. */
    public static final String DOCKER =
            """
            *nat
            :PREROUTING ACCEPT [0:0]
            :INPUT ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            :DOCKER - [0:0]
            -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
            -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
            -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
            -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
            COMMIT
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD DROP [0:0]
            :OUTPUT ACCEPT [0:0]
            :DOCKER - [0:0]
            :DOCKER-ISOLATION-STAGE-1 - [0:0]
            :DOCKER-ISOLATION-STAGE-2 - [0:0]
            :DOCKER-USER - [0:0]
            -A FORWARD -j DOCKER-USER
            -A FORWARD -j DOCKER-ISOLATION-STAGE-1
            -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A FORWARD -o docker0 -j DOCKER
            -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
            -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
            -A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
            -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
            -A DOCKER-USER -j RETURN
            COMMIT
            """;

    /** A firewall daemon that replaces its table as a whole. */
    public static final String FIREWALLD =
            """
            add table inet firewalld
            delete table inet firewalld
            table inet firewalld {
                chain filter_INPUT {
                    type filter hook input priority filter + 10; policy accept;
                    ct state established,related accept
                    iifname "lo" accept
                    ct state invalid drop
                }
                chain filter_FORWARD {
                    type filter hook forward priority filter + 10; policy accept;
                    ct state established,related accept
                    ct state invalid drop
                    jump filter_FORWARD_ZONES
                }
                chain filter_FORWARD_ZONES {
                    iifname "lan" accept
                    reject with icmpx admin-prohibited
                }
                chain nat_POSTROUTING {
                    type nat hook postrouting priority srcnat + 10; policy accept;
                    oifname "wan" masquerade
                }
            }
            """;

    private ForeignRules() {}
}
