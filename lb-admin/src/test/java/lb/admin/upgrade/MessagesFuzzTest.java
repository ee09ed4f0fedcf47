package lb.admin.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;

/** Whatever the other process says: it is read, or refused in a sentence. */
class MessagesFuzzTest {
    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) {
        try {
            PastCodec.clients(bytes);
        } catch (UpgradeException e) {
            // That is a sentence.
        }
        JsonElement json;
        try {
            json = JsonParser.parseString(new String(bytes, UTF_8));
        } catch (JsonParseException e) {
            return;
        }
        if (json.isJsonObject()) {
            for (Reader reader : List.<Reader>of(PastCodec::servers, TenureCodec::read)) {
                try {
                    reader.read(json.getAsJsonObject());
                } catch (UpgradeException e) {
                    // Likewise.
                }
            }
        }
    }

    private interface Reader {
        Object read(JsonObject json) throws UpgradeException;
    }
}
