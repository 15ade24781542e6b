// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A new module must reach the users' BOM and these rules: neither happens by itself. */
class PublishedModulesTest {

    private static final Path REPOSITORY = Path.of("..");

    @Test
    void the_bom_lists_every_published_module() {
        assertThat(inTheBom()).containsExactlyInAnyOrderElementsOf(published());
    }

    @Test
    void the_rules_see_every_published_module() {
        for (String module : published()) {
            assertThat(Published.CLASSES)
                    .as("%s as a dependency of election-architecture", module)
                    .anyMatch(type -> comesFrom(module, type));
        }
    }

    private static boolean comesFrom(String module, JavaClass type) {
        return type.getSource().orElseThrow().getUri().toString().contains("/" + module + "/");
    }

    /** Modules with Java of their own, but for those that the build never deploys. */
    private static List<String> published() {
        return texts(pom("."), "module").stream()
                .filter(module -> Files.isDirectory(REPOSITORY.resolve(module).resolve("src/main/java")))
                .filter(module -> !texts(pom(module), "maven.deploy.skip").contains("true"))
                .toList();
    }

    private static List<String> inTheBom() {
        Element managed = (Element)
                pom("election-bom").getElementsByTagName("dependencyManagement").item(0);
        return texts(managed, "artifactId");
    }

    private static Element pom(String module) {
        try {
            Path pom = REPOSITORY.resolve(module).resolve("pom.xml");
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError("cannot read the pom of " + module, e);
        }
    }

    private static List<String> texts(Element pom, String tag) {
        NodeList nodes = pom.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent().strip())
                .toList();
    }
}
