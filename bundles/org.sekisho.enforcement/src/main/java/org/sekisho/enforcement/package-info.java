// SPDX-License-Identifier: Apache-2.0
/**
 * The stage that acts. Detections are handed over to a thread of its own, which asks {@link
 * org.sekisho.decide.Policy} what is to be done, records it ({@link org.sekisho.record.Records}),
 * keeps the firewalls at what is wanted ({@link org.sekisho.respond.Enforcer}), looks whether it
 * helps, and tells people ({@link org.sekisho.respond.Notifier}). Start at {@link
 * org.sekisho.enforcement.Enforcement} and {@link org.sekisho.enforcement.Stage}. See {@code
 * docs/architecture.md}.
 */
package org.sekisho.enforcement;
