// SPDX-License-Identifier: Apache-2.0
/**
 * What is to be blocked, as files that other firewalls fetch. Start at {@link
 * org.sekisho.responder.export.ExportResponder} and {@code ExportEnforcer}; each {@code Format}
 * says the blocks in one language. The files are described in the bundle's README.
 */
package org.sekisho.responder.export;
