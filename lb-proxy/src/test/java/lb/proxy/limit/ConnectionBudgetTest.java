package lb.proxy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionBudgetTest {
    @ParameterizedTest
    @CsvSource({
        "1024, 224, 400",
        "1024, 225, 399",
        "1048576, 300, 524138",
        "100, 224, 0",
        "225, 224, 0",
        "226, 224, 1",
        "9223372036854775807, 224, 2147483647",
        "1073741816, 224, 536870796"
    })
    void twoDescriptorsAreForEachConnection(long descriptors, long others, int connections) {
        assertThat(new ConnectionBudget(descriptors, others).connections()).isEqualTo(connections);
    }

    @Test
    void thatOfThisProcessSetsAsideWhatIsAskedFor() {
        long base = ConnectionBudget.ofProcess(0, 0, 0, 0).others();
        assertThat(ConnectionBudget.ofProcess(2, 3, 5, 7).others() - base).isBetween(21L - 5, 21L + 5);
    }

    @Test
    void tooManyAreRefusedInASentenceThatHelps() {
        assertThat(new ConnectionBudget(4096, 224).sentence(100_000))
                .isEqualTo("max-connections = 100000 needs 200224 file descriptors (2 for each, and 224 for everything"
                        + " else), but the process may have 4096: raise its limit (LimitNOFILE= of the unit, or"
                        + " ulimit -n), or write 1936 at most");
        assertThat(new ConnectionBudget(100, 224).sentence(1)).endsWith("(LimitNOFILE= of the unit, or ulimit -n)");
    }
}
