// SPDX-License-Identifier: Apache-2.0
/**
 * The smallest part of a capture that still shows a detection, as a capture of its own. Start at
 * {@link org.sekisho.cli.excerpt.ExcerptSearch}.
 */
package org.sekisho.cli.excerpt;
