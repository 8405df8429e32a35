// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import org.sekisho.decide.Decision;

/**
 * A case about which policy was asked, and nothing is done yet.
 *
 * @param history what policy was told
 * @param decided what it answered
 */
record Due(KnownCase one, Histories.History history, Decision decided) {}
