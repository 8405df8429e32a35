// SPDX-License-Identifier: Apache-2.0
/**
 * What is to be done about a detection, and why (architecture §6). Out of the box nothing is
 * blocked: {@link org.sekisho.policy.WatchingPolicy} says what would be.
 */
package org.sekisho.policy;
