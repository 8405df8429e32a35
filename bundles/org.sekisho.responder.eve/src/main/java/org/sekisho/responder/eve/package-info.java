// SPDX-License-Identifier: Apache-2.0
/**
 * Alerts, flows and statistics as EVE JSON, the format that log collectors know from Suricata.
 * Start at {@link org.sekisho.responder.eve.EveNotifier}; {@link
 * org.sekisho.responder.eve.EveRecords} says in that format what is handed over, {@link
 * org.sekisho.responder.eve.EveWriter} writes it behind, {@link
 * org.sekisho.responder.eve.RotatingFile} is the file. For administrators: {@code docs/notices.md}.
 */
package org.sekisho.responder.eve;
