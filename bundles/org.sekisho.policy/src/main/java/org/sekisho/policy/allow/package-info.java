// SPDX-License-Identifier: Apache-2.0
/**
 * What an administrator has excepted from blocking. Each entry is a configuration file {@code
 * conf/org.sekisho.policy.allow-NAME.cfg} and a component {@link
 * org.sekisho.policy.allow.AllowEntry}; {@link org.sekisho.policy.allow.AllowRule} is what it says.
 * The files are the only place where they are kept, so that a damaged database never costs one.
 */
package org.sekisho.policy.allow;
