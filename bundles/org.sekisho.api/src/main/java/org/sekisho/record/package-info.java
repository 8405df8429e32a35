// SPDX-License-Identifier: Apache-2.0
/**
 * What is remembered durably: {@link org.sekisho.record.Records} keeps cases, decisions, blocks and
 * the audit trail. A decision is recorded before it is enforced, so that the firewall never holds
 * what nobody knows of.
 */
@Export
@Version("1.0.0")
package org.sekisho.record;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
