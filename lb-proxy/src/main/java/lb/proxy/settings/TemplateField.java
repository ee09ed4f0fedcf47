package lb.proxy.settings;

import lb.proxy.page.FieldSyntax;
import lb.proxy.page.LocalRequest.Field;

/** A header field whose value is made for each message. */
public record TemplateField(String name, Template value) {
    public TemplateField {
        FieldSyntax.check(new Field(name, ""));
    }
}
