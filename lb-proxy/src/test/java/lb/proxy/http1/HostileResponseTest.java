package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.http1.HostileTable.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Responses as servers may send them, sound or not, and what becomes of each. */
class HostileResponseTest {
    private static final List<Row> TABLE = HostileTable.read("hostile-responses.txt");

    static List<Row> table() {
        return TABLE;
    }

    @Test
    void theTableIsLongAndNamesEachInputOnce() {
        assertThat(TABLE).hasSizeGreaterThan(200);
        assertThat(TABLE).extracting(Row::name).doesNotHaveDuplicates();
    }

    @Test
    void aConnectionThatBroughtABadResponseIsNeverUsedAgain() {
        assertThat(TABLE)
                .filteredOn(row -> row.outcome().matches(".* (PH|PD|SH|SD) .*"))
                .hasSizeGreaterThan(130)
                .allMatch(row -> row.outcome().contains(", not kept"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void isRefusedOrForwardedInOneWayOnly(Row row) {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            check(row, proxy, List.of(row.input()));
            String reason = row.outcome().replaceFirst("[^;]*(; )?", "");
            if (!reason.isEmpty()) {
                assertThat(MessageOutcome.ofResponse(
                                List.of(row.input()),
                                row.to().equals("HEAD"),
                                row.to().equals("UPGRADE"),
                                false))
                        .isEqualTo("502 " + reason);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void comesOutTheSameHoweverItIsCut(Row row) {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            HostileTable.cuts(row.input()).forEach(segments -> check(row, proxy, segments));
        }
    }

    private static void check(Row row, InMemoryProxy proxy, List<String> segments) {
        ResponsePassage passage = ResponsePassage.of(proxy, row.to(), segments, row.end());
        String expected = row.outcome().replaceFirst(";.*", "");
        boolean forwarded = row.cut()
                ? row.forwarded().startsWith(passage.forwarded())
                : row.forwarded().equals(passage.forwarded());
        if (!forwarded || !passage.outcome().equals(expected)) {
            throw new AssertionError("sent in " + segments.size() + " segments, expected " + expected + "\n"
                    + HostileTable.escaped(row.forwarded()) + "\nbut was " + passage.outcome() + "\n"
                    + HostileTable.escaped(passage.forwarded()) + "\n" + segments);
        }
    }
}
