//! A link as a picture that a phone can read.
//!
//! Pure. Promises: black on white with the white margin that readers need, in whole pixels.

use qrcode::{Color, QrCode};

/// Pixels of a module: large enough for a printed page, small enough for a message.
const SCALE: usize = 12;
/// Modules of white around it.
const MARGIN: usize = 4;

/// A QR picture of a link as PNG; `None` if the link is too long for one.
pub(super) fn of_link(link: &str) -> Option<Vec<u8>> {
    let code = QrCode::new(link.as_bytes()).ok()?;
    let modules = code.width();
    let colours = code.to_colors();
    let dark = |x: usize, y: usize| {
        let (x, y) = (x.checked_sub(MARGIN)?, y.checked_sub(MARGIN)?);
        let inside = x < modules && y < modules;
        inside.then(|| colours.get(y * modules + x) == Some(&Color::Dark))
    };
    let side = (modules + 2 * MARGIN) * SCALE;
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            let dark = dark(x / SCALE, y / SCALE).unwrap_or(false);
            pixels.push(if dark { 0 } else { u8::MAX });
        }
    }
    let mut file = Vec::new();
    let side = u32::try_from(side).ok()?;
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_shows_the_code_of_the_link() {
        let link = "https://t.me/help_bot?start=spring-2026";
        let file = of_link(link).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(&file));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let code = QrCode::new(link).unwrap();
        let side = usize::try_from(info.width).unwrap();
        assert_eq!(side, (code.width() + 2 * MARGIN) * SCALE);
        assert_eq!(info.width, info.height);
        for y in 0..code.width() {
            for x in 0..code.width() {
                let at = (y + MARGIN) * SCALE * side + (x + MARGIN) * SCALE;
                let dark = code[(x, y)] == Color::Dark;
                assert_eq!(pixels[at] == 0, dark, "{x} {y}");
            }
        }
        assert!(pixels[..MARGIN * SCALE * side].iter().all(|pixel| *pixel == u8::MAX));
        assert!(file.len() < 100_000, "{}", file.len());
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert_eq!(of_link(&"x".repeat(5000)), None);
    }
}
