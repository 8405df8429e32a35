// SPDX-License-Identifier: Apache-2.0
/** What tests of firewalls have in common: blocks, the rules of others, and processes. */
package org.sekisho.testkit.firewall;
