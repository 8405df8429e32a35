// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.service.metatype.AttributeDefinition;

class OptionsTest {
    private record Number(String id, int least) implements AttributeDefinition {
        @Override
        public String getName() {
            return id;
        }

        @Override
        public String getID() {
            return id;
        }

        @Override
        public String getDescription() {
            return "a number of at least " + least;
        }

        @Override
        public int getCardinality() {
            return 0;
        }

        @Override
        public int getType() {
            return AttributeDefinition.INTEGER;
        }

        @Override
        public String[] getOptionValues() {
            return null;
        }

        @Override
        public String[] getOptionLabels() {
            return null;
        }

        @Override
        public String validate(String value) {
            try {
                return Integer.parseInt(value) >= least ? "" : "too small";
            } catch (NumberFormatException fault) {
                return "no number";
            }
        }

        @Override
        public String[] getDefaultValue() {
            return new String[] {"16"};
        }
    }

    private final Options options = new Options(List.of(), List.of(new Number("failures.max", 1)));

    private List<String> faults(String key, String value) {
        String line = key + "=" + value + "\n";
        return options.faults(ConfigurationFile.parse(line.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aKnownKeyWithAGoodValueIsTaken() {
        assertThat(faults("failures.max", "3")).isEmpty();
    }

    @Test
    void aMisspeltKeyIsRefusedWithThoseThatAreKnown() {
        assertThat(faults("failures_max", "3"))
                .singleElement()
                .asString()
                .contains("failures_max", "known are failures.max");
    }

    @Test
    void aValueOutOfRangeOrOfAnotherTypeIsRefusedWithWhatWouldBeRight() {
        for (String value : List.of("0", "many", "")) {
            assertThat(faults("failures.max", value))
                    .singleElement()
                    .asString()
                    .contains("'" + value + "'", "a number of at least 1");
        }
    }
}
