// SPDX-License-Identifier: Apache-2.0
/**
 * Tests that run inside an OSGi framework beside exactly the bundles that are shipped. They see
 * what any bundle sees: services, and bundles that come and go. README.md of this module tells how
 * to add one.
 */
package org.sekisho.shipped;
