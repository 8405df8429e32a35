// SPDX-License-Identifier: Apache-2.0
/**
 * Programs of the system, such as {@code nft}: {@link org.sekisho.linux.program.SystemProgram}. Not
 * a bundle, as {@link org.sekisho.linux.netlink}.
 */
package org.sekisho.linux.program;
