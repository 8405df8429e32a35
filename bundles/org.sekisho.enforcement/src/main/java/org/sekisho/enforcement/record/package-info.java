// SPDX-License-Identifier: Apache-2.0
/**
 * What is remembered, and what follows from it: {@link org.sekisho.enforcement.record.Ledger}
 * writes to the records that are present, else to memory; {@link
 * org.sekisho.enforcement.record.Offences} knows what was blocked before.
 */
package org.sekisho.enforcement.record;
