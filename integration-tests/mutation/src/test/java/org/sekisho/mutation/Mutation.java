// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.Random;

/** Something that can be done to a capture. */
interface Mutation {
    /** Makes a mutant; the same numbers from the same seed make the same mutant. */
    Mutant of(Original original, Random random);
}
