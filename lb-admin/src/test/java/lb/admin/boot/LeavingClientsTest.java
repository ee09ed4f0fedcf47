package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.listen.Departed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of clients that were led away. */
class LeavingClientsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, nothing broken off",
        "0, 0, 1, nothing broken off; 1 idle connection closed",
        "1, 0, 0, '1 request broken off, which took longer than the drain'",
        "2, 3, 4, '2 requests and 3 sessions broken off, which took longer than the drain; 4 idle connections closed'",
    })
    void whatWasLostIsSaid(int requests, int sessions, int idle, String end) {
        assertThat(LeavingClients.sentence("10.77.0.69", new Departed(requests, sessions, idle, List.of())))
                .isEqualTo("clients of 10.77.0.69 have left: " + end);
    }
}
