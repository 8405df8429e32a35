// SPDX-License-Identifier: Apache-2.0
/**
 * Notices by e-mail. Start at {@link org.sekisho.responder.email.EmailNotifier}. A notice goes to a
 * {@link org.sekisho.responder.email.MailingList}, which gathers what is to be told to its readers
 * and remembers what was; the {@link org.sekisho.responder.email.Postman} makes one mail of it when
 * the window is over ({@link org.sekisho.responder.email.Letter}) and brings it to the {@link
 * org.sekisho.responder.email.SmtpServer}. For administrators: {@code docs/notices.md}; why it is
 * done so: {@code docs/decisions/0061-mail-is-made-when-it-is-sent.md}.
 */
package org.sekisho.responder.email;
