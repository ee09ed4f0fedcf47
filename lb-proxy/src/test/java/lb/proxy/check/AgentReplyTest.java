package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentReplyTest {
    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // line              | up    | operation | weight | maxconn | description | problem
                "up                  | up    | -     | -1  | -1 | '' | ''",
                "UP                  | up    | -     | -1  | -1 | '' | ''",
                "down                | down  | -     | -1  | -1 | '' | ''",
                "down # disk full    | down  | -     | -1  | -1 | disk full | ''",
                "stopped             | stopped | -   | -1  | -1 | '' | ''",
                "fail#broken         | fail  | -     | -1  | -1 | broken | ''",
                "drain               | -     | DRAIN | -1  | -1 | '' | ''",
                "maint               | -     | MAINT | -1  | -1 | '' | ''",
                "ready               | -     | READY | -1  | -1 | '' | ''",
                "50%                 | -     | -     | 50  | -1 | '' | ''",
                "0%                  | -     | -     | 0   | -1 | '' | ''",
                "maxconn:30          | -     | -     | -1  | 30 | '' | ''",
                "up 75% maxconn:10 # fine | up | -   | 75  | 10 | fine | ''",
                "up,75%              | up    | -     | 75  | -1 | '' | ''",
                "down up             | up    | -     | -1  | -1 | '' | ''",
                "''                  | -     | -     | -1  | -1 | '' | ''",
                "# nothing           | -     | -     | -1  | -1 | nothing | ''",
                "hello world         | -     | -     | -1  | -1 | '' | agent reports an error : hello",
                "up hello            | -     | -     | -1  | -1 | '' | agent reports an error : hello",
                "-5%                 | -     | -     | -1  | -1 | '' | agent warns : -5% is no weight",
                "12x%                | -     | -     | -1  | -1 | '' | agent warns : 12x% is no weight",
                "%                   | -     | -     | -1  | -1 | '' | agent warns : % is no weight",
                "99999999999%        | -     | -     | -1  | -1 | '' | agent warns : 99999999999% is no weight",
                "maxconn:abc         | -     | -     | -1  | -1 | '' | agent warns : maxconn:abc is no maxconn",
                "maxconn:            | -     | -     | -1  | -1 | '' | agent warns : maxconn: is no maxconn",
            })
    void aLineAsksForWhatItSays(
            String line,
            String up,
            AgentReply.Operation operation,
            int weight,
            int maxConnections,
            String description,
            String problem) {
        AgentReply reply = AgentReply.of(line);

        assertThat(reply.up() == null ? null : reply.up().word()).isEqualTo(up);
        assertThat(reply.operation()).isEqualTo(operation);
        assertThat(reply.weight()).isEqualTo(weight);
        assertThat(reply.maxConnections()).isEqualTo(maxConnections);
        assertThat(reply.description()).isEqualTo(description);
        assertThat(reply.problem()).isEqualTo(problem);
    }
}
