package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueTableTest {
    private static int find(ValueTable table, String text) {
        ByteBuf in = Unpooled.copiedBuffer("xx" + text + "y", ISO_8859_1);
        return table.find(in, 2, 2 + text.length());
    }

    @Test
    void eachTextHasItsNumber() {
        ValueTable table = new ValueTable(1000);
        for (int i = 0; i < 1000; i++) {
            table.put(("server" + i).getBytes(ISO_8859_1), i);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(find(table, "server" + i)).isEqualTo(i);
        }
        for (String other : List.of("", "server", "server1000", "Server1", "erver1", "server01")) {
            assertThat(find(table, other)).as(other).isEqualTo(ValueTable.NONE);
        }
    }

    @Test
    void textsOfTheSameHashAreToldApart() {
        ValueTable table = new ValueTable(4);
        List<String> same = List.of("aAaA", "BBBB", "aABB", "BBaA");
        for (String text : same) {
            table.put(text.getBytes(ISO_8859_1), same.indexOf(text));
        }
        for (String text : same) {
            assertThat(find(table, text)).isEqualTo(same.indexOf(text));
        }
        assertThat(find(table, "#CaA")).as("another of that hash").isEqualTo(ValueTable.NONE);
    }

    @Test
    void ofTheSameTextTheFirstCounts() {
        ValueTable table = new ValueTable(2);
        table.put("a".getBytes(ISO_8859_1), 5);
        table.put("a".getBytes(ISO_8859_1), 6);
        assertThat(find(table, "a")).isEqualTo(5);
        assertThat(find(new ValueTable(0), "a")).isEqualTo(ValueTable.NONE);
    }
}
