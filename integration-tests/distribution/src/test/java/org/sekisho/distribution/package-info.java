// SPDX-License-Identifier: Apache-2.0
/**
 * The distribution seen from outside: {@link org.sekisho.distribution.Sekisho} starts its {@code
 * bin/sekisho}, tests look at what it writes and how it ends.
 */
package org.sekisho.distribution;
