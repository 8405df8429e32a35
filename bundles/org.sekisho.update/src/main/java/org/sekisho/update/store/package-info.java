// SPDX-License-Identifier: Apache-2.0
/**
 * What was let in, kept over a restart in {@code data/bundles}: {@link
 * org.sekisho.update.store.CopyStore} has the jars, {@link org.sekisho.update.store.StateFile} says
 * which of them counts. The copies are verified again before they are used, so nothing here has to
 * be believed.
 */
package org.sekisho.update.store;
