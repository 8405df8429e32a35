// SPDX-License-Identifier: Apache-2.0
/**
 * Notices as JSON, posted to a URL. Start at {@link org.sekisho.responder.webhook.WebhookNotifier};
 * {@link org.sekisho.responder.webhook.Spool} keeps what was not taken yet, {@link
 * org.sekisho.responder.webhook.Delivery} tries until it is, {@link
 * org.sekisho.responder.webhook.Endpoint} makes and signs a request. For administrators: {@code
 * docs/notices.md}.
 */
package org.sekisho.responder.webhook;
