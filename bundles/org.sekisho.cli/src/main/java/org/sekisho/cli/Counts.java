// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

/**
 * How often a technique hit, one count per pair of hosts, among pairs that have the kind of traffic
 * it was seen on.
 *
 * @param hitsWith pairs with the software that it hit
 * @param with pairs with the software
 * @param hitsWithout pairs without the software that it hit
 * @param without pairs without the software
 */
record Counts(long hitsWith, long with, long hitsWithout, long without) {
    /**
     * The weight that these counts hold: natural logarithm of the likelihood ratio by the rule of
     * succession, one hit and one miss added on either side.
     */
    double weight() {
        double often = (hitsWith + 1.0) / (with + 2);
        double seldom = (hitsWithout + 1.0) / (without + 2);
        return Math.log(often / seldom);
    }
}
