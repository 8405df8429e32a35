// SPDX-License-Identifier: Apache-2.0
/**
 * Hands the files of the folder {@code conf} to the components they belong to: a file {@code
 * conf/<pid>.cfg} is the configuration of the component with that PID. Start at {@link
 * org.sekisho.configuration.ConfigurationFolder}.
 */
package org.sekisho.configuration;
