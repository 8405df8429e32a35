// SPDX-License-Identifier: Apache-2.0
/**
 * What passing traffic tells about decisions: whether the flows of a case are still alive, whether
 * a blocked tunnel still gets through, whether one that was released is back, and who else uses a
 * server. Start at {@link org.sekisho.enforcement.traffic.Traffic}.
 */
package org.sekisho.enforcement.traffic;
