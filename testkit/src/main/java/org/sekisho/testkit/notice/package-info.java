// SPDX-License-Identifier: Apache-2.0
/**
 * What tests of notifiers have in common: notices as the daemon makes them ({@link
 * org.sekisho.testkit.notice.SampleNotices}), names that somebody chose to do harm ({@link
 * org.sekisho.testkit.notice.HostileTexts}), and servers' certificates ({@link
 * org.sekisho.testkit.notice.ServerCertificate}).
 */
package org.sekisho.testkit.notice;
