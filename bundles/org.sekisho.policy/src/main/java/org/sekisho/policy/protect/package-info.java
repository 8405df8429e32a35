// SPDX-License-Identifier: Apache-2.0
/**
 * Finds out what must never be blocked, or the network around this machine would come apart and
 * with it the way back: {@link org.sekisho.policy.protect.SurroundingsWatch} looks every few
 * seconds on a thread of its own, {@link org.sekisho.policy.protect.Surroundings} is what it saw,
 * {@link org.sekisho.policy.protect.ProtectList} what follows from it.
 */
package org.sekisho.policy.protect;
