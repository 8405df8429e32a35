// SPDX-License-Identifier: Apache-2.0
/** People are told: {@link org.sekisho.enforcement.notice.Notices} hands notices to notifiers. */
package org.sekisho.enforcement.notice;
