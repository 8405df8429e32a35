// SPDX-License-Identifier: Apache-2.0
/**
 * Bundles that come into a running platform, replace each other and are taken back. What may come
 * in at all is decided in {@code trust}.
 */
package org.sekisho.update;
