package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalPathTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/%61dmin,               /admin",
        "/%41%7e%2D%5f%2e%30,    /A~-_.0",
        "/a%2Fb,                 /a%2Fb",
        "/a%2fb,                 /a%2fb",
        "/a%3Fb%23,              /a%3Fb%23",
        "/a%00%0d%0a,            /a%00%0d%0a",
        "/%2561,                 /%2561",
        "/%,                     /%",
        "/%6,                    /%6",
        "/%6g,                   /%6g",
        "/%%61,                  /%a",
        "//admin,                /admin",
        "///,                    /",
        "/a//b///c,              /a/b/c",
        "/./admin,               /admin",
        "/x/../admin,            /admin",
        "/x/%2e%2e/admin,        /admin",
        "/x/.%2E/admin,          /admin",
        "/x/y/../../admin,       /admin",
        "/../../admin,           /admin",
        "/x//../admin,           /admin",
        "/..,                    /",
        "/.,                     /",
        "/a/..,                  /",
        "/a/b/..,                /a/",
        "/a/b/.,                 /a/b/",
        "/a/.../b,               /a/.../b",
        "/a/..b,                 /a/..b",
        "/.well-known/x,         /.well-known/x",
        "/a./b../c,              /a./b../c",
    })
    void whatServersTakeForTheSamePathIsTheSame(String path, String normal) {
        ByteBuf in = buffer(path);

        ByteBuf out = NormalPath.of(in, 2, 2 + path.length());

        assertThat(out == null ? path : out.toString(ISO_8859_1)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "*", "/a", "/a/b.c/d..e/f.", "/a;b=c/d"})
    void aUsualPathIsLookedAtInPlace(String path) {
        assertThat(NormalPath.of(buffer(path), 2, 2 + path.length())).isNull();
    }

    @Test
    void theLongestPathTakesNoTimeWorthMentioning() {
        String path = "/a/..".repeat(3000);

        ByteBuf out = NormalPath.of(buffer(path), 2, 2 + path.length());

        assertThat(out).isNotNull();
        assertThat(out.toString(ISO_8859_1)).isEqualTo("/");
    }

    private static ByteBuf buffer(String path) {
        return Unpooled.copiedBuffer("//" + path + "/..", ISO_8859_1);
    }
}
