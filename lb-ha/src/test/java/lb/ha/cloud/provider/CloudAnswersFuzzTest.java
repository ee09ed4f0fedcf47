package lb.ha.cloud.provider;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import lb.ha.cloud.CloudException;

/** Whatever a cloud answers: a value, or that it is none; never another exception. */
class CloudAnswersFuzzTest {
    @FuzzTest
    void anyBytesAreJsonOrAreNot(byte[] bytes) {
        try {
            Json json = Json.parse("fuzz", new String(bytes, StandardCharsets.UTF_8));
            json.at("a").at("b").text();
            json.elements().forEach(Json::text);
        } catch (CloudException e) {
            require(e);
        }
    }

    @FuzzTest
    void anyBytesAreXmlOrAreNot(byte[] bytes) {
        try {
            Xml xml = Xml.parse("fuzz", new String(bytes, StandardCharsets.UTF_8));
            xml.all("a", "b").forEach(Xml::text);
            xml.text("a");
        } catch (CloudException e) {
            require(e);
        }
    }

    private static void require(CloudException e) {
        if (!e.isPassing()) {
            throw new AssertionError("what another page in between says may pass", e);
        }
    }
}
