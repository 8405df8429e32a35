// SPDX-License-Identifier: Apache-2.0
/**
 * What the firewalls should hold, and that they do: {@link
 * org.sekisho.enforcement.wanted.WantedBlocks} keeps blocks until their time is over, {@link
 * org.sekisho.enforcement.wanted.Firewalls} puts them in force, {@link
 * org.sekisho.enforcement.wanted.Proof} says whether it helps, {@link
 * org.sekisho.enforcement.wanted.Fuse} stops what gets out of hand.
 */
package org.sekisho.enforcement.wanted;
