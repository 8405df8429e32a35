// SPDX-License-Identifier: Apache-2.0
/**
 * From detections to blocks: {@link org.sekisho.enforcement.cases.Cases} knows every case, asks
 * policy about it when something has changed, and begins what is decided.
 */
package org.sekisho.enforcement.cases;
