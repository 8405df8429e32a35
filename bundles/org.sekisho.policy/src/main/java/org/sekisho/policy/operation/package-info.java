// SPDX-License-Identifier: Apache-2.0
/**
 * What a person or a script may ask of policy: one class for each operation. What changes something
 * is written down by {@link org.sekisho.policy.operation.AuditTrail}.
 */
package org.sekisho.policy.operation;
