// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What comes to an application that names the starter and nothing else. */
class StarterDependenciesTest {

    private static final Path POM = Path.of("..", "election-spring-boot-starter", "pom.xml");

    private static String child(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }

    /** The dependencies of the project itself that a user inherits. */
    private static List<String> inherited() throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(POM.toFile())
                .getDocumentElement();
        List<String> names = new ArrayList<>();
        NodeList all = project.getElementsByTagName("dependency");
        for (int i = 0; i < all.getLength(); i++) {
            Element dependency = (Element) all.item(i);
            Node parent = dependency.getParentNode().getParentNode();
            boolean reachesUsers = List.of("", "compile", "runtime").contains(child(dependency, "scope"))
                    && !child(dependency, "optional").equals("true");
            if (parent.equals(project) && reachesUsers) {
                names.add(child(dependency, "artifactId"));
            }
        }
        return names;
    }

    @Test
    void it_forces_no_store_and_no_driver_on_anybody() throws Exception {
        assertThat(inherited())
                .containsExactlyInAnyOrder("election-api", "election-jobs", "spring-boot-starter", "slf4j-api");
    }
}
