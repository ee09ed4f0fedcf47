package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import lb.proxy.settings.LogFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
    private static String line(@Nullable String request) {
        return LogLineTest.line(Exchanges.normal(LogFormat.Known.JSON, Exchanges.CLIENT, request));
    }

    private static Config read(String line) {
        return ConfigFactory.parseString(line, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }

    @Test
    void anExchangeIsOneObject() {
        assertThat(line("GET /x?y HTTP/1.1"))
                .isEqualTo("{\"time\":\"2026-11-21T01:29:20.610Z\",\"client\":\"127.0.0.1\",\"client_port\":33082,"
                        + "\"frontend\":\"fe\",\"backend\":\"be\",\"server\":\"s1\",\"idle_ms\":3,\"request_ms\":0,"
                        + "\"queue_ms\":0,\"connect_ms\":1,\"response_ms\":7,\"total_ms\":8,\"status\":200,"
                        + "\"bytes_read\":120,\"bytes_uploaded\":77,\"termination\":\"----\","
                        + "\"process_connections\":2,\"frontend_connections\":1,\"backend_connections\":0,"
                        + "\"server_connections\":0,\"retries\":0,\"redispatched\":false,\"server_queue\":0,"
                        + "\"backend_queue\":0,\"method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"target\":\"/x?y\"}");
    }

    @Test
    void aConnectionHasNoRequest() {
        assertThat(read(line(null)).hasPath("method")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/\"},\"a\":{\"",
                "/\\",
                "/\\u0041\u0001\u007F\u00E9\u2028",
                "/{}[]<script>",
            })
    void whatAClientSendsStaysInItsString(String target) {
        assertThat(read(line("GET " + target + " HTTP/1.1")).getString("target"))
                .isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 33, 450, 900, 1200})
    void aMethodThatIsTooLongIsCutAndTheObjectIsWhole(int length) {
        Config read = read(line("M".repeat(length) + " /x " + "V".repeat(length)));
        assertThat(read.getString("method")).isEqualTo("M".repeat(32));
        assertThat(read.getString("target")).isEqualTo("/x");
        assertThat(read.getString("protocol")).isEqualTo("V".repeat(32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"", "\\", "\u0001", "x\u0001", "xx\u0001", "xxx\u0001", "xxxx\u0001", "xxxxx\u0001"})
    void aTargetThatIsTooLongIsCutAndTheObjectIsWhole(String repeated) {
        String line = line("GET /" + repeated.repeat(600) + " HTTP/1.1");
        assertThat(line.length()).isBetween(880, 1024 - 128);
        assertThat(read(line).getString("target")).startsWith("/" + repeated.repeat(20));
    }
}
