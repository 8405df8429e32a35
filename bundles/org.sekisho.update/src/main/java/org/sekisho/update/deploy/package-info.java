// SPDX-License-Identifier: Apache-2.0
/**
 * The folder {@code deploy}: what is put there is taken in, what is taken away goes. {@link
 * org.sekisho.update.deploy.DeployFolder} notices; what to do about it is decided elsewhere.
 */
package org.sekisho.update.deploy;
