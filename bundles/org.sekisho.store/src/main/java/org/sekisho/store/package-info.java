// SPDX-License-Identifier: Apache-2.0
/**
 * Cases, decisions, blocks and the audit trail in an embedded database, so that they outlive the
 * process. Start at {@link org.sekisho.store.H2Records}; a {@code DatabaseThread} does what is
 * asked for, a {@code DatabaseKeeper} keeps the database open and in order. Why it is done so:
 * {@code docs/decisions/0055-the-store.md}.
 */
package org.sekisho.store;
