package lb.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsCsvReaderTest {
    private static final int MANY = 4_000_000;

    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyColumnsAndManyEmptyLinesAreRefusedAtOnce() {
        assertThatThrownBy(() -> StatsCsvReader.rows("# " + ",".repeat(MANY) + "\n".repeat(MANY)))
                .hasMessage("a line of the figures has more than 500 columns");
        assertThatThrownBy(() -> StatsCsvReader.rows("# type\n" + "0" + ",".repeat(MANY)))
                .hasMessage("a line of the figures has more than 500 columns");
        assertThatThrownBy(() -> StatsCsvReader.rows("# type\n" + "\n".repeat(MANY)))
                .hasMessage("there are figures of more than 50000 servers");
    }

    /** An exception for each cell would make them take a minute. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void cellsThatAreNoNumbersTakeNoLongerThanNumbers() {
        String head = "# type," + "stot,".repeat(400) + "\n";
        String line = "0," + "x,".repeat(400) + "\n";
        List<StatsRow> rows = StatsCsvReader.rows(head + line.repeat(16_000));
        assertThat(rows).hasSize(16_000).noneMatch(row -> row.has(Column.STOT));
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808,",
        "99999999999999999999,",
        "-1, -1",
        "-,",
        "1x,",
        "+1,",
    })
    void aNumberIsReadWhereItIsOne(String cell, Long number) {
        StatsRow row = StatsCsvReader.rows("# type,stot\n0," + cell + "\n").getFirst();
        assertThat(row.has(Column.STOT)).isEqualTo(number != null);
        if (number != null) {
            assertThat(row.number(Column.STOT)).isEqualTo(number);
        }
    }
}
