// SPDX-License-Identifier: Apache-2.0
/**
 * Notices as syslog messages. Start at {@link org.sekisho.responder.syslog.SyslogNotifier}; {@link
 * org.sekisho.responder.syslog.MessageFormat} says a notice in the language of RFC 5424, {@link
 * org.sekisho.responder.syslog.Delivery} brings it to a {@link
 * org.sekisho.responder.syslog.Receiver}. For administrators: {@code docs/notices.md}.
 */
package org.sekisho.responder.syslog;
