// SPDX-License-Identifier: Apache-2.0
/**
 * What policy writes and reads by itself: {@link org.sekisho.policy.file.OptionFile} is options as
 * a configuration file has them, {@link org.sekisho.policy.file.LastUnderstood} keeps copies of
 * those that were right.
 */
package org.sekisho.policy.file;
