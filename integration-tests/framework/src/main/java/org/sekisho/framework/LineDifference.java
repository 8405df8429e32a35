// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import java.util.ArrayList;
import java.util.List;

/** What changed from one text to another, line by line, with the lines around it. */
final class LineDifference {
    private static final int AROUND = 2;

    private LineDifference() {}

    /**
     * Lines taken away begin with {@code -}, new ones with {@code +}; empty if the texts are equal.
     */
    static String between(String former, String present) {
        List<String> marked = marked(former.lines().toList(), present.lines().toList());
        StringBuilder text = new StringBuilder();
        int shownUpTo = -1;
        for (int i = 0; i < marked.size(); i++) {
            if (marked.get(i).charAt(0) == ' ') {
                continue;
            }
            int from = Math.max(shownUpTo + 1, i - AROUND);
            if (from > shownUpTo + 1) {
                text.append("  ...\n");
            }
            int to = Math.min(marked.size() - 1, i + AROUND);
            for (int shown = from; shown <= to; shown++) {
                text.append(marked.get(shown)).append('\n');
            }
            shownUpTo = Math.max(shownUpTo, to);
        }
        return text.toString();
    }

    /** By the longest common subsequence. */
    private static List<String> marked(List<String> former, List<String> present) {
        int[][] common = new int[former.size() + 1][present.size() + 1];
        for (int i = former.size() - 1; i >= 0; i--) {
            for (int j = present.size() - 1; j >= 0; j--) {
                common[i][j] =
                        former.get(i).equals(present.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> marked = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < former.size() || j < present.size()) {
            boolean both = i < former.size() && j < present.size();
            if (both && former.get(i).equals(present.get(j))) {
                marked.add("  " + former.get(i++));
                j++;
            } else if (j == present.size()
                    || i < former.size() && common[i + 1][j] >= common[i][j + 1]) {
                marked.add("- " + former.get(i++));
            } else {
                marked.add("+ " + present.get(j++));
            }
        }
        return marked;
    }
}
