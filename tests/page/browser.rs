//! Headless Chromium through its driver, by the W3C WebDriver protocol.

use std::future::Future;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How long a condition may take to come true; generous, since a cold browser on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(25);
/// The protocol's name for the id of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

pub const TAB: char = '\u{e004}';
pub const ENTER: char = '\u{e007}';
pub const ESCAPE: char = '\u{e00c}';
const SHIFT: char = '\u{e008}';

/// One browser window with a profile of its own. Everything ends when it is dropped.
pub struct Browser {
    http: reqwest::Client,
    session: String,
    _driver: Child,
    _profile: TempDir,
}

/// A program that some of these names find on the search path.
fn find(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    })
}

impl Browser {
    /// Opens a page, or nothing where no browser is installed.
    pub async fn open(url: &str, width: u32, height: u32) -> Option<Browser> {
        let Some(chromium) = find(&["chromium", "chromium-browser", "google-chrome"]) else {
            eprintln!("skipped: no chromium on this machine; install chromium and chromium-driver");
            return None;
        };
        let Some(driver) = find(&["chromedriver"]) else {
            eprintln!("skipped: no chromedriver on this machine; install chromium-driver");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder for the profile");
        // The port is free now; nothing else on the machine asks for just this one in between.
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let child = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver starts");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let root = format!("http://127.0.0.1:{port}");
        eventually("chromedriver is ready", async || {
            let answer = http.get(format!("{root}/status")).send().await.ok()?;
            let status: Value = answer.json().await.ok()?;
            (status["value"]["ready"] == true).then_some(())
        })
        .await;
        let args = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--no-proxy-server".to_owned(),
            "--force-prefers-reduced-motion".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={width},{height}"),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": chromium, "args": args},
        }}});
        let answer = http
            .post(format!("{root}/session"))
            .json(&wanted)
            .send()
            .await
            .expect("chromedriver answers");
        let answer: Value = answer.json().await.expect("an answer in JSON");
        let id =
            answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no browser: {answer}"));
        let browser = Browser {
            session: format!("{root}/session/{id}"),
            http,
            _driver: child,
            _profile: profile,
        };
        // The window counts its frame; the page gets exactly this.
        let size = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}});
        browser.post("goog/cdp/execute", size).await;
        browser.post("url", json!({"url": url})).await;
        browser.until("return document.body.dataset.ready === 'yes'").await;
        Some(browser)
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.try_post(path, body).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    async fn try_post(&self, path: &str, body: Value) -> Result<Value, Value> {
        let url = format!("{}/{path}", self.session);
        let answer = self.http.post(url).json(&body).send().await;
        let mut answer: Value =
            answer.expect("the driver answers").json().await.expect("an answer in JSON");
        let value = answer["value"].take();
        if value.get("error").is_some() {
            return Err(value);
        }
        Ok(value)
    }

    /// What a script returns.
    pub async fn eval(&self, script: &str) -> Value {
        self.post("execute/sync", json!({"script": script, "args": []})).await
    }

    /// Waits until a script returns something true, and returns it.
    pub async fn until(&self, script: &str) -> Value {
        eventually(script, async || {
            let value = self.eval(script).await;
            let empty = matches!(value, Value::Null | Value::Bool(false));
            (!empty).then_some(value)
        })
        .await
    }

    /// The shown element that a selector finds and whose text contains some words.
    async fn find(&self, selector: &str, words: &str) -> String {
        let script = "const [selector, words] = arguments; \
            return [...document.querySelectorAll(selector)].find((e) => e.checkVisibility() \
                && (e.textContent + (e.getAttribute('aria-label') || '')).includes(words)) || null";
        let body = json!({"script": script, "args": [selector, words]});
        eventually(&format!("{selector} with {words:?}"), async || {
            let value = self.post("execute/sync", body.clone()).await;
            value[ELEMENT].as_str().map(str::to_owned)
        })
        .await
    }

    /// Clicks as a person would: the element must be shown and nothing may cover it.
    pub async fn click(&self, selector: &str, words: &str) {
        eventually(&format!("a click on {selector} {words:?}"), async || {
            let id = self.find(selector, words).await;
            let path = format!("element/{id}/click");
            // A redraw between the look and the click makes the element stale; then look again.
            self.try_post(&path, json!({})).await.ok()
        })
        .await;
    }

    /// Types into an element.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let id = self.find(selector, "").await;
        self.post(&format!("element/{id}/value"), json!({"text": text})).await;
    }

    /// Presses keys wherever the focus is; with shift held if wanted.
    pub async fn keys(&self, keys: &str, shift: bool) {
        let mut actions = Vec::new();
        if shift {
            actions.push(json!({"type": "keyDown", "value": SHIFT}));
        }
        for key in keys.chars() {
            actions.push(json!({"type": "keyDown", "value": key}));
            actions.push(json!({"type": "keyUp", "value": key}));
        }
        if shift {
            actions.push(json!({"type": "keyUp", "value": SHIFT}));
        }
        let body = json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]});
        self.post("actions", body).await;
    }

    /// What is said of the focused element.
    pub async fn focused(&self) -> String {
        let script = "const e = document.activeElement; \
            if (e === document.body) return ''; \
            return e.getAttribute('aria-label') || e.textContent.trim() || e.id || e.tagName";
        self.eval(script).await.as_str().unwrap_or("").to_owned()
    }

    /// Errors of the page: exceptions, refused loads, broken rules of its policy.
    pub async fn errors(&self) -> Vec<String> {
        let log = self.post("se/log", json!({"type": "browser"})).await;
        log.as_array()
            .into_iter()
            .flatten()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    /// Shows the page as if the system preferred dark colours, or light ones.
    pub async fn scheme(&self, name: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": name}]);
        let body = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}});
        self.post("goog/cdp/execute", body).await;
    }

    /// Another width and height of the page.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}});
        self.post("goog/cdp/execute", size).await;
    }

    /// Ends the browser in an orderly way.
    pub async fn close(self) {
        let _ = self.http.delete(&self.session).send().await;
    }
}

/// Waits until something is there.
pub async fn eventually<T, F>(what: &str, mut look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(value) = look().await {
            return value;
        }
        assert!(Instant::now() < deadline, "this never came true: {what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
